import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { workspaceFiles } from '../../../src/workflow/runs/workspace-files.ts'

const namesOf = (...workspaces: string[]): string[] => [...workspaceFiles(workspaces, 'yaml').values()]

describe('files of workspaces', () => {
  it('have their names, as far as a file system takes them', () => {
    expect(namesOf('it_dept', 'a/b', 'ä b', '..', '.x', '100%', 'Sales')).toEqual([
      'it_dept.yaml',
      'a%2Fb.yaml',
      '%C3%A4%20b.yaml',
      '%2E..yaml',
      '%2Ex.yaml',
      '100%25.yaml',
      'Sales.yaml',
    ])
  })

  it('are not that of the manifest, nor one that Windows keeps', () => {
    expect([...workspaceFiles(['manifest', 'Con', 'lpt1', 'console'], 'json').values()]).toEqual([
      '%6Danifest.json',
      '%43on.json',
      '%6Cpt1.json',
      'console.json',
    ])
  })

  it('differ also where case does not count', () => {
    expect(namesOf('team', 'Team', 'TEAM', 'Other')).toEqual([
      'team.yaml',
      '%54eam.yaml',
      '%54%45%41%4D.yaml',
      'Other.yaml',
    ])
    const some = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'A', '%', '/', '2', 'F', 'f'), minLength: 1 }))
    fc.assert(
      fc.property(some, (workspaces) => {
        const files = namesOf(...workspaces)
        expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(workspaces.length)
        expect(files.map((file) => decodeURIComponent(file.slice(0, -'.yaml'.length)))).toEqual(workspaces)
      }),
    )
  })
})
