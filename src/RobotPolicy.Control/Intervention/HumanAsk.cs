namespace RobotPolicy.Control.Intervention;

/// <summary>What the human's stream asks of the mode in one tick.</summary>
internal enum HumanAsk
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>To take over: the dead-man switch of the armed source was closed.</summary>
    TakeOver,

    /// <summary>A hold: the stream has fallen silent.</summary>
    HoldSilent,

    /// <summary>A hold: the stream sent something that is no command, or more than could be taken.</summary>
    HoldInvalid,
}
