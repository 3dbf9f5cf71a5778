/** What is typed into the form that begins a login. */
export interface LoginFormValues {
  name: string;
  method: 'qr' | 'phone';
  phone: string;
  apiId: string;
  apiHash: string;
}

export const emptyForm: LoginFormValues = { name: '', method: 'qr', phone: '', apiId: '', apiHash: '' };

/** What is wrong with each field. */
export type FormProblems = Partial<Record<keyof LoginFormValues, string>>;
