namespace RobotPolicy.Cli.Output;

/// <summary>One text of a table.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Tone">What it means.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}
