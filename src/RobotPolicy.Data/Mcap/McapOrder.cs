namespace RobotPolicy.Data.Mcap;

/// <summary>In which order messages are read.</summary>
public enum McapOrder
{
    /// <summary>By log time; messages with the same time in the order of the file.</summary>
    LogTime,

    /// <summary>Exactly backwards to <see cref="LogTime"/>.</summary>
    ReverseLogTime,

    /// <summary>As they stand in the file.</summary>
    File,
}
