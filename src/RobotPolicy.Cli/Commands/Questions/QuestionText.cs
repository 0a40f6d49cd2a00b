using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Questions;

/// <summary>Questions as people read them.</summary>
internal static class QuestionText
{
    /// <summary>One question in one line.</summary>
    public static string Line(Question question, TimeProvider clock) =>
        $"{Words.Time(question.AskedAt, clock)}  {question.QuestionId}  {question.Text}  [{Choices(question)}]  {State(question, clock)}";

    /// <summary>Several as a table.</summary>
    public static Sheet Table(IReadOnlyList<Question> questions, TimeProvider clock)
    {
        var sheet = new Sheet("Id", "Asked", "Question", "Choices", "State") { Empty = "No questions." };
        foreach (var question in questions)
        {
            sheet.Row(
                question.QuestionId,
                Words.Time(question.AskedAt, clock),
                question.Text,
                Choices(question),
                new Cell(State(question, clock), question.ClosedAt is null ? Tone.Warn : Tone.Dim));
        }

        return sheet;
    }

    private static string Choices(Question question) => string.Join(" | ", question.Choices.Select(choice => choice.Id));

    private static string State(Question question, TimeProvider clock)
    {
        if (question.ClosedAt is null)
            return question.ExpiresAt is null ? "open" : $"open until {Words.Time(question.ExpiresAt, clock)}";
        return question.Answer.Length > 0 ? $"{question.Answer}, by {question.AnsweredBy}" : "withdrawn";
    }
}
