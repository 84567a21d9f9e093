// What a server or its table can not do, or did not: one clear sentence for whoever asked.

export class Failure extends Error {
  /** @param message safe for a terminal */
  constructor(message: string) {
    super(message);
    this.name = 'Failure';
  }
}

/** The table, or the server, can not answer this at all. */
export class Unsupported extends Failure {
  constructor(message: string) {
    super(message);
    this.name = 'Unsupported';
  }
}
