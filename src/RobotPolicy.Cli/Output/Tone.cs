namespace RobotPolicy.Cli.Output;

/// <summary>What a text means to whoever looks; shown as a colour where there are colours.</summary>
internal enum Tone
{
    Plain,
    Good,
    Warn,
    Bad,
    Dim,
    Bold,
}
