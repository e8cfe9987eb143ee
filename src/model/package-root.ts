/** The root of the package, with `schemas/` in it, as seen from `src/model`, `build/model` and the shipped `dist/cli`. */
export const packageRoot: URL = new URL('../../', import.meta.url)
