/** 5 to 32 characters, a letter first, no underscore last (https://core.telegram.org/method/channels.checkUsername). */
export function isUsernameWellFormed(username: string): boolean {
  return /^[a-z]\w{3,30}[a-z0-9]$/i.test(username);
}
