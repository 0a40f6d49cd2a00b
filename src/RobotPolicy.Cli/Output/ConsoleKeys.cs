namespace RobotPolicy.Cli.Output;

/// <summary>Keys of the terminal.</summary>
internal sealed class ConsoleKeys : IKeySource
{
    public bool TryRead(out ConsoleKeyInfo key)
    {
        if (!Console.KeyAvailable)
        {
            key = default;
            return false;
        }

        key = Console.ReadKey(intercept: true);
        return true;
    }
}
