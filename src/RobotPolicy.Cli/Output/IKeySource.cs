namespace RobotPolicy.Cli.Output;

/// <summary>Keys as they are pressed, without waiting.</summary>
internal interface IKeySource
{
    /// <summary>Takes the next key, if one was pressed.</summary>
    bool TryRead(out ConsoleKeyInfo key);
}
