using System.Globalization;
using RobotPolicy.Campaigns.Episodes;
using Spectre.Console;

namespace RobotPolicy.Campaigns.Flywheel;

/// <summary>Shows what a turn of the flywheel came to.</summary>
internal static class FlywheelTables
{
    private const int FileWidth = 140;

    /// <summary>Prints the tables.</summary>
    public static void Print(FlywheelResult result) => Write(AnsiConsole.Console, result);

    /// <summary>Writes the tables into a text file.</summary>
    public static void Save(FlywheelResult result, string path)
    {
        using var file = File.CreateText(path);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(file) });
        console.Profile.Width = FileWidth;
        Write(console, result);
    }

    private static void Write(IAnsiConsole console, FlywheelResult result)
    {
        console.Write(Success(result));
        console.Write(Help(result));
        console.Write(Data(result));
    }

    private static Table Success(FlywheelResult result)
    {
        var table = NewTable(
            $"the policy alone, {result.Options.Episodes} scenes a condition, the same before and after",
            "condition", "before (95 % of the posterior)", "after (95 % of the posterior)", "only after", "only before", "Barnard p");
        foreach (var condition in result.Conditions)
            table.AddRow(
                condition.Name,
                Rate(condition.RateBefore),
                Rate(condition.RateAfter),
                $"{condition.Gained}",
                $"{condition.Lost}",
                condition.P.ToString("G2", CultureInfo.InvariantCulture));
        return table;
    }

    private static Table Help(FlywheelResult result)
    {
        var table = NewTable(
            $"an expert called by alarms, {result.Options.Assisted} scenes a condition, others before and after",
            "condition", "policy", "succeeded", "takeovers", "expert in command, s per episode", "expert's time, s per episode");
        foreach (var (when, all) in new[] { ("before", result.HelpBefore), ("after", result.HelpAfter) })
            foreach (var help in all)
                table.AddRow(
                    help.Name, when, $"{help.Successes} of {help.Episodes.Count}", $"{help.Takeovers}", Number(help.DrivingSeconds), Number(help.AttentionSeconds));
        return table;
    }

    private static Table Data(FlywheelResult result)
    {
        var table = NewTable("what was learned from", "class of Sirius", "frames", "weight of the loss");
        foreach (var kind in result.Training.GetProperty("classes").EnumerateObject())
            table.AddRow(
                kind.Name, kind.Value.GetProperty("frames").GetRawText(), Number(kind.Value.GetProperty("weight").GetDouble(), "0.###"));
        return table;
    }

    private static string Rate(SuccessRate rate) => $"{rate.Successes} of {rate.Trials} ({Number(rate.Credible.Low)}–{Number(rate.Credible.High)})";

    private static Table NewTable(string title, params string[] columns)
    {
        var table = new Table().Title(Markup.Escape(title)).RoundedBorder();
        foreach (var column in columns)
            table.AddColumn(Markup.Escape(column));
        return table;
    }

    private static string Number(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);
}
