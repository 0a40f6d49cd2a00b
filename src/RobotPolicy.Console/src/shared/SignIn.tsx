import { useSignal } from "@preact/signals";
import { signIn } from "./session";

/** Asks for a token where the service wants one. */
export function SignIn() {
  const text = useSignal("");
  return (
    <form
      class="panel sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn(text.value);
      }}
    >
      <h2>Who are you?</h2>
      <p class="hint">
        The service wants a token. Whoever runs it makes one with <code>robotpolicy-server token NAME operator</code>.
      </p>
      <input type="password" autocomplete="current-password" aria-label="Token" value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
      <p class="buttons">
        <button type="submit" class="primary" disabled={!text.value.trim()}>
          Sign in
        </button>
      </p>
    </form>
  );
}
