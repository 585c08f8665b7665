// The JSON shape of every refusal of /api/*.

export interface ApiErrorBody {
  error: {
    /** Stable, for machines: `meeting_not_yours`, `rights_missing`, ... */
    code: string;
    /** What happened and what to do, in plain words for the person. */
    message: string;
    /** Of the request's body, where one field alone is to blame: a form says it there. */
    field?: string;
  };
}
