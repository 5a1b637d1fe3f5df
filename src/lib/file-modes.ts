/** Files with values of rows, and the folders of such files: only their owner may read them. */
export const PRIVATE_FILE = 0o600
export const PRIVATE_FOLDER = 0o700
