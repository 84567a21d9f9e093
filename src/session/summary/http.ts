// HTTP status codes that an API server answers with, in the words of their RFCs.

const MEANINGS: Readonly<Record<number, string>> = {
  101: 'Switching Protocols: an upgraded stream',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized: who it was is not known',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone: the resource version is too old',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content: the object is invalid',
  429: 'Too Many Requests',
  499: 'Client Closed Request',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export const meaningOf = (code: number): string | undefined => MEANINGS[code];

/** The first words only, for a sentence: `404 Not Found`. */
export function shortMeaning(code: number): string {
  const meaning = MEANINGS[code];
  return meaning === undefined ? String(code) : `${code} ${meaning.split(':')[0]}`;
}
