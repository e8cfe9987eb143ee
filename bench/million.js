export async function benchMillion() {
  return []
}
