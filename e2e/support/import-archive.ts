import type { Page } from '@playwright/test';

/** Imports a zip from the home screen, as a person does. */
export async function importArchive(page: Page, name: string, archive: Uint8Array): Promise<void> {
  await page.getByRole('button', { name: 'Import a project' }).click();
  const file = { name, mimeType: 'application/zip', buffer: Buffer.from(archive) };
  await page.getByTestId('import-zip').setInputFiles(file);
}
