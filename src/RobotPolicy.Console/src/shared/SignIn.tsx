import { useSignal } from "@preact/signals";
import { words } from "../api/errors";
import { signIn } from "./session";

/** Asks for a token where the service wants one. */
export function SignIn() {
  const text = useSignal("");
  const problem = useSignal("");
  return (
    <form
      class="panel sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        signIn(text.value).catch((error: unknown) => (problem.value = words(error)));
      }}
    >
      <h2>Who are you?</h2>
      <p class="hint">
        The service wants a token. Whoever runs it makes one with <code>robotpolicy-server token NAME operator</code>.
      </p>
      <input type="password" autocomplete="current-password" aria-label="Token" value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
      {problem.value && <p class="bad">{problem.value}</p>}
      <p class="buttons">
        <button type="submit" class="primary" disabled={!text.value.trim()}>
          Sign in
        </button>
      </p>
    </form>
  );
}
