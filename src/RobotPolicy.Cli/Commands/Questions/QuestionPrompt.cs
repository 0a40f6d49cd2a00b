using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Questions;

/// <summary>Asks a question of the service on the terminal.</summary>
internal static class QuestionPrompt
{
    /// <summary>Whether somebody is there to answer.</summary>
    public static bool Possible(Invocation run) => run.Terminal.InIsTerminal && run.Terminal.OutIsTerminal && !run.Printer.Json;

    /// <summary>Asks until the answer is one of the choices; returns its id. Throws a usage error where nobody can be asked.</summary>
    public static async Task<string> AskAsync(Invocation run, Question question, CancellationToken stop)
    {
        if (!Possible(run))
            throw CommandException.Usage($"'{question.Text}' needs a choice: {string.Join(", ", question.Choices.Select(choice => choice.Id))}.");
        run.Printer.Line(question.Text, Tone.Bold);
        for (var i = 0; i < question.Choices.Count; i++)
            run.Printer.Line($"  {i + 1}  {question.Choices[i].Text} ({question.Choices[i].Id})");
        while (true)
        {
            var typed = await Prompt.ReadAsync(run.Terminal, "Answer: ", stop).ConfigureAwait(false);
            if (Match(question, typed) is { } choice)
                return choice;
            run.Printer.Line($"Please type 1 to {question.Choices.Count}, or a choice.");
        }
    }

    /// <summary>The choice that was typed: its number, its id, or a beginning that only one has; null if there is none such.</summary>
    internal static string? Match(Question question, string typed)
    {
        if (int.TryParse(typed, out var number) && number >= 1 && number <= question.Choices.Count)
            return question.Choices[number - 1].Id;
        if (typed.Length == 0)
            return null;
        if (question.Choices.FirstOrDefault(choice => choice.Id.Equals(typed, StringComparison.OrdinalIgnoreCase)) is { } exact)
            return exact.Id;
        var candidates = question.Choices.Where(choice => choice.Id.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).ToList();
        return candidates.Count == 1 ? candidates[0].Id : null;
    }
}
