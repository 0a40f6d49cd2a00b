namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>What one topic of pictures showed.</summary>
internal sealed record HeardCamera
{
    /// <summary>Its messages.</summary>
    public required HeardStream Stream { get; init; }

    /// <summary>Whether it carries compressed pictures.</summary>
    public bool Compressed { get; init; }

    /// <summary>Pixels across; 0 where it is not known.</summary>
    public int Width { get; init; }

    /// <summary>Pixels down; 0 where it is not known.</summary>
    public int Height { get; init; }

    /// <summary>Encoding as the publisher wrote it; of compressed pictures what their first bytes say.</summary>
    public string Encoding { get; init; } = "";

    /// <summary>Whether pictures of that encoding can be given to a policy.</summary>
    public bool IsSupported { get; init; }

    /// <summary>Bytes of the last picture.</summary>
    public int Bytes { get; init; }

    /// <summary>Pictures whose size or encoding was not that of the one before.</summary>
    public long ChangeCount { get; init; }
}
