import { signal, useSignal } from "@preact/signals";
import { alerts as client } from "../api/clients";
import { watch } from "../api/watch";
import { Severity, SeveritySchema, type Alert } from "../generated/robotpolicy/v1/alerts_pb";
import { attempt } from "../shared/notices";
import { mayOperate } from "../shared/session";
import { clockTime, nameOf } from "../shared/words";

const kept = 100;

/** Newest first. */
export const alertList = signal<readonly Alert[]>([]);
const lost = signal(0n);

export function watchAlerts(): void {
  watch(
    (signal) => client.watchAlerts({}, { signal }),
    (event) => {
      lost.value = event.lost;
      const alert = event.alert;
      if (alert) alertList.value = [alert, ...alertList.value.filter((each) => each.alertId !== alert.alertId)].sort((a, b) => Number((b.raisedAt?.seconds ?? 0n) - (a.raisedAt?.seconds ?? 0n))).slice(0, kept);
    },
  );
}

export function AlertPanel() {
  const all = useSignal(false);
  const open = alertList.value.filter((alert) => !alert.resolvedAt && !alert.acknowledgedAt);
  const shown = all.value ? alertList.value : alertList.value.filter((alert) => !alert.resolvedAt || !alert.acknowledgedAt).slice(0, 8);
  return (
    <section class="panel alerts" aria-label="Alerts">
      <header>
        <h2>Alerts</h2>
        {open.length > 0 && <span class="chip warn">{open.length} new</span>}
        <label>
          <input type="checkbox" checked={all.value} onChange={(event) => (all.value = event.currentTarget.checked)} /> all
        </label>
      </header>
      {shown.length === 0 && <p class="hint">Nothing to look at.</p>}
      <ul>
        {shown.map((alert) => (
          <AlertRow key={alert.alertId} alert={alert} />
        ))}
      </ul>
      {lost.value > 0n && <p class="hint">{lost.value.toString()} events did not reach this page.</p>}
    </section>
  );
}

function AlertRow({ alert }: { alert: Alert }) {
  const pictures = useSignal<readonly { camera: string; url: string }[]>([]);
  const look = () =>
    attempt(async () => {
      const snapshot = await client.getAlertSnapshot({ alertId: alert.alertId });
      pictures.value.forEach((each) => URL.revokeObjectURL(each.url));
      pictures.value = snapshot.pictures.map((each) => ({ camera: each.camera, url: URL.createObjectURL(new Blob([new Uint8Array(each.jpeg)], { type: "image/jpeg" })) }));
    });
  const tone = alert.resolvedAt ? "" : alert.severity >= Severity.ERROR ? "bad" : alert.severity === Severity.WARNING ? "warn" : "";
  return (
    <li class={alert.resolvedAt ? "over" : ""}>
      <span class={`chip ${tone}`}>{nameOf(SeveritySchema, alert.severity)}</span> <time>{clockTime(alert.raisedAt)}</time> {alert.text}
      {alert.resolvedAt && <span class="hint"> over since {clockTime(alert.resolvedAt)}{alert.resolution ? `: ${alert.resolution}` : ""}</span>}
      {alert.acknowledgedAt && <span class="hint"> seen by {alert.acknowledgedBy}</span>}
      <span class="buttons inline">
        {!alert.acknowledgedAt && mayOperate.value && (
          <button type="button" onClick={() => attempt(() => client.acknowledgeAlert({ alertId: alert.alertId }))}>
            Acknowledge
          </button>
        )}
        {alert.hasSnapshot && pictures.value.length === 0 && (
          <button type="button" onClick={look}>
            What it saw
          </button>
        )}
      </span>
      {pictures.value.length > 0 && (
        <span class="snapshot">
          {pictures.value.map((each) => (
            <img key={each.camera} src={each.url} alt={`The camera ${each.camera} at the alarm`} />
          ))}
        </span>
      )}
    </li>
  );
}
