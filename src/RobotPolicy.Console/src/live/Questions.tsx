import { signal } from "@preact/signals";
import { questions as client } from "../api/clients";
import { watch } from "../api/watch";
import type { Question } from "../generated/robotpolicy/v1/questions_pb";
import { attempt } from "../shared/notices";
import { holds } from "../shared/session";

const open = signal<readonly Question[]>([]);

export function watchQuestions(): void {
  watch(
    (signal) => client.watchQuestions({}, { signal }),
    (event) => {
      const question = event.question;
      if (!question) return;
      const others = open.value.filter((each) => each.questionId !== question.questionId);
      open.value = question.closedAt ? others : [...others, question];
    },
  );
}

/** What the service wants to know. The arm stands until it is answered. */
export function Questions() {
  return (
    <>
      {open.value.map((question) => (
        <section class="panel question" key={question.questionId} role="alertdialog" aria-label="The service asks">
          <h2>{question.text}</h2>
          <p class="buttons">
            {question.choices.map((choice) => (
              <button
                type="button"
                class="primary"
                key={choice.id}
                disabled={!holds.value}
                onClick={() => attempt(() => client.answerQuestion({ questionId: question.questionId, choice: choice.id }))}
              >
                {choice.text}
              </button>
            ))}
          </p>
          {!holds.value && <p class="hint">Take control to answer.</p>}
        </section>
      ))}
    </>
  );
}
