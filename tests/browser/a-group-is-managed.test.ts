import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser } from './browser.ts'
import { Chat } from './chat.ts'

const server = shareServer()
const open = shareBrowser()

it(
  'a group is founded, written in, renamed, given an admin, left and dissolved',
  async () => {
    await using annsWindow = await open(server().demoLink('ann'))
    await using bensWindow = await open(server().demoLink('ben'))
    const [ann, ben] = [new Chat(annsWindow), new Chat(bensWindow)]

    await ann.page.getByRole('button', { name: 'Contacts' }).click()
    await ann.page.getByRole('button', { name: 'New group' }).click()
    await ann.page.getByLabel('Name of the group').fill('Lunch club')
    await ann.page.getByRole('checkbox', { name: 'ben' }).check()
    await ann.page.getByRole('button', { name: 'Create' }).click()
    await ann.page.getByRole('heading', { name: 'Lunch club' }).waitFor()
    await ann.page.getByText('2 members').waitFor()
    await ann.write('Noodles at noon?')

    await ben.page.locator('nav .row', { hasText: 'Noodles at noon?' }).waitFor()
    await ben.openChat('Lunch club')
    await ben.write('Count me in')
    await ann.sees('Count me in')

    const line = ann.page.getByRole('textbox', { name: 'Write a message' })
    await line.pressSequentially('Great, @b')
    await ann.page.getByRole('option', { name: 'ben' }).waitFor()
    await line.press('Enter')
    await line.press('Enter')
    await ben.messages.locator('.calls', { hasText: 'Great, @ben' }).waitFor()

    await ann.page.getByRole('button', { name: 'Details' }).click()
    const details = ann.page.getByRole('complementary', { name: 'Details' })
    await details.getByLabel('Name of the group').fill('Noodle club')
    await details.getByRole('button', { name: 'Save' }).click()
    await ben.page.getByRole('heading', { name: 'Noodle club' }).waitFor()

    await details.getByRole('button', { name: 'ben' }).click()
    await details.getByRole('button', { name: 'Make admin' }).click()
    await details.getByText('admin', { exact: true }).waitFor()
    await ann.window.screenshot('group-details')

    await ben.page.getByRole('button', { name: 'Details' }).click()
    await ben.page.getByRole('button', { name: 'Leave the group' }).click()
    await ben.page.getByRole('button', { name: 'Leave the group' }).click()
    await ann.page.getByText('1 member', { exact: true }).waitFor()

    await details.getByRole('button', { name: 'Dissolve the group' }).click()
    await details.getByRole('button', { name: 'Dissolve the group' }).click()
    await ann.page.getByText('Choose a chat').waitFor()
    expect(await ann.page.getByRole('heading', { name: 'Noodle club' }).count()).toBe(0)
    ann.window.expectClean()
    ben.window.expectClean()
  },
  patience,
)
