import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { stepPatience, type Window } from './browser.ts'

/** What a person does in the chat, in the words of the page. */
export class Chat {
  readonly window: Window

  constructor(window: Window) {
    this.window = window
  }

  get page() {
    return this.window.page
  }

  get messages(): Locator {
    return this.page.getByRole('log')
  }

  /** Opens a conversation of the list, or begins one with a friend. */
  async openChat(name: string): Promise<void> {
    const { page } = this
    const row = page.locator('nav .row', { hasText: name })
    await page.getByRole('button', { name: 'Contacts' }).waitFor()
    if ((await row.count()) > 0) await row.first().click()
    else {
      await page.getByRole('button', { name: 'Contacts' }).click()
      await page.locator('.rows .row', { hasText: name }).first().click()
    }
    await page.getByRole('heading', { name, exact: true }).waitFor()
  }

  async write(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Write a message' }).fill(text)
    await this.page.keyboard.press('Enter')
  }

  async sees(text: string): Promise<void> {
    await this.messages.getByText(text, { exact: true }).waitFor()
  }

  /** At least one, whole. */
  async seesPictures(): Promise<void> {
    const isThere = () => this.page.evaluate('[...document.images].some((image) => image.naturalWidth > 0)')
    await expect.poll(isThere, { timeout: stepPatience }).toBe(true)
  }

  /** One entry of a message's menu. */
  async choose(text: string, action: string): Promise<void> {
    await this.openMenu(text)
    await this.page.getByRole('menuitem', { name: action }).click()
  }

  async openMenu(text: string): Promise<void> {
    const message = this.messages.locator('article', { hasText: text }).last()
    await message.hover()
    await message.getByRole('button', { name: 'What to do with this message' }).click()
  }

  async attach(name: string, mimeType: string, buffer: Buffer): Promise<void> {
    await this.page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer })
  }
}
