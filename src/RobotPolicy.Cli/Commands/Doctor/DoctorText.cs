using System.Text.Json;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Doctor;

/// <summary>Findings for people and programs.</summary>
internal static class DoctorText
{
    private const int MaxWidth = 110;
    private const string Indent = "    ";

    /// <summary>Tells all findings: a table and what is to be done, or one object for each.</summary>
    public static void Show(Invocation run, IReadOnlyList<Finding> findings)
    {
        if (run.Printer.Json)
        {
            foreach (var finding in findings)
                run.Printer.Object(json => Write(json, finding));
            return;
        }

        run.Printer.Sheets([Sheet(findings)]);
        foreach (var (text, tone) in ToDo(findings, run.Terminal.Width))
            run.Printer.Line(text, tone);
        var summary = Summary(findings);
        run.Printer.Line("");
        run.Printer.Line(summary.Text, summary.Tone);
    }

    /// <summary>One line for each check.</summary>
    public static Sheet Sheet(IReadOnlyList<Finding> findings)
    {
        var sheet = new Sheet("check", "state", "found");
        foreach (var finding in findings)
        {
            var found = new Cell(finding.Found, finding.State == CheckState.NotApplicable ? Tone.Dim : Tone.Plain);
            sheet.Row(finding.Name, new Cell(Word(finding.State), ToneOf(finding.State)), found);
        }

        return sheet;
    }

    /// <summary>What is to be done, the worst first: a sentence, and below it the command on a line of its own, whatever its length.</summary>
    /// <param name="findings">All findings.</param>
    /// <param name="width">Columns that sentences are broken at.</param>
    public static IEnumerable<(string Text, Tone Tone)> ToDo(IReadOnlyList<Finding> findings, int width)
    {
        foreach (var finding in findings.Where(IsToDo).OrderByDescending(finding => finding.State))
        {
            yield return ("", Tone.Plain);
            var isOneOfSeveral = findings.Count(other => IsToDo(other) && other.Name == finding.Name) > 1;
            yield return ($"{finding.Name}: {Word(finding.State)}{(isOneOfSeveral ? $" ({finding.Found})" : "")}", ToneOf(finding.State));
            foreach (var line in finding.Why.Split('\n').SelectMany(why => Wrap(why, Math.Min(width, MaxWidth) - Indent.Length)))
                yield return (Indent + line, Tone.Plain);
            if (finding.Command.Length > 0)
                yield return (Indent + finding.Command, Tone.Bold);
        }
    }

    /// <summary>How many there are of each state, and the tone of the worst.</summary>
    public static (string Text, Tone Tone) Summary(IReadOnlyList<Finding> findings)
    {
        int Count(CheckState state) => findings.Count(finding => finding.State == state);
        var (problems, advice) = (Count(CheckState.Problem), Count(CheckState.Advice));
        var text = $"{(problems == 1 ? "1 problem" : $"{problems} problems")}, {(advice == 1 ? "1 piece" : $"{advice} pieces")} of advice, "
            + $"{Count(CheckState.Ok)} fine, {Count(CheckState.NotApplicable)} not applicable.";
        return (text, problems > 0 ? Tone.Bad : advice > 0 ? Tone.Warn : Tone.Good);
    }

    /// <summary>One finding as an object.</summary>
    public static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("check", finding.Name);
        json.WriteString("state", Words.Snake(finding.State.ToString()));
        json.WriteString("found", finding.Found);
        if (finding.Why.Length > 0)
            json.WriteString("why", finding.Why);
        if (finding.Command.Length > 0)
            json.WriteString("command", finding.Command);
        json.WriteEndObject();
    }

    /// <summary>Breaks a text between words.</summary>
    internal static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
            yield return line;
    }

    private static bool IsToDo(Finding finding) => finding.State is CheckState.Advice or CheckState.Problem;

    private static string Word(CheckState state) => state == CheckState.NotApplicable ? "-" : Words.Of(state);

    private static Tone ToneOf(CheckState state) => state switch
    {
        CheckState.Ok => Tone.Good,
        CheckState.Advice => Tone.Warn,
        CheckState.Problem => Tone.Bad,
        _ => Tone.Dim,
    };
}
