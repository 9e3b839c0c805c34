// The pages that staff look at all day, for those who hear them or see little.
import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { journey } from '../support/journey.mjs'
import { label, zh } from '../support/words.mjs'

journey('the pages of every day are accessible', async ({ as, person }) => {
  const clerk = await as('clerk')
  await clerk.goto('/register')
  await clerk.getByRole('button', { name: zh.register.save, exact: true }).waitFor()
  await expectAccessible(clerk)

  const code = await desk.registerMatter(clerk, {
    applicant: '王有才',
    respondent: '陈大力',
    kind: 'neighbours',
    narrative: '两家为排水沟争执。',
    committee: person('director').organisation,
  })
  await expectAccessible(clerk)
  await desk.openMatter(clerk, code)
  await expectAccessible(clerk)
  await desk.openMove(clerk, label('MoveKind', 'consent'))
  await expectAccessible(clerk)

  await clerk.goto('/matters')
  await clerk.locator(`a[href$="${code}"]`).waitFor()
  await expectAccessible(clerk)

  const director = await as('director')
  await director.goto('/')
  await director.getByRole('heading', { name: zh.nav.today, exact: true }).waitFor()
  await director.locator(`a[href$="${code}"]`).first().waitFor()
  await expectAccessible(director)
})
