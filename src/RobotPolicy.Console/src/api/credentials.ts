import { signal } from "@preact/signals";
import type { Metadata } from "./call";

const key = "robotpolicy.token";

/** The bearer token; kept until the tab is closed, and shown to nobody but the service. */
export const token = signal(sessionStorage.getItem(key) ?? "");

/** Secret of the lease while this page holds it; in memory alone. */
export const leaseId = signal("");

token.subscribe((value) => {
  if (value) sessionStorage.setItem(key, value);
  else sessionStorage.removeItem(key);
  const field = document.querySelector<HTMLInputElement>("#stop input[name=token]");
  if (field) field.value = value;
});

/** What every call shows. */
export function metadata(): Metadata {
  return { token: token.value, lease: leaseId.value };
}
