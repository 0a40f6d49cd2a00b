namespace RobotPolicy.Cli.Output;

/// <summary>Colours of single lines. Whole tables are drawn by Spectre.Console, which costs more time to start than a stop should take.</summary>
internal static class Ansi
{
    /// <summary>The text in the colour of its tone.</summary>
    public static string Paint(string text, Tone tone) => tone switch
    {
        Tone.Good => $"\u001b[32m{text}\u001b[0m",
        Tone.Warn => $"\u001b[33m{text}\u001b[0m",
        Tone.Bad => $"\u001b[1;31m{text}\u001b[0m",
        Tone.Dim => $"\u001b[2m{text}\u001b[0m",
        Tone.Bold => $"\u001b[1m{text}\u001b[0m",
        _ => text,
    };
}
