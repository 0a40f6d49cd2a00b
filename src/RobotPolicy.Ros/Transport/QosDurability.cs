namespace RobotPolicy.Ros.Transport;

/// <summary>What a late-joining reader gets.</summary>
public enum QosDurability
{
    /// <summary>Only samples written after the match.</summary>
    Volatile = 0,

    /// <summary>Also the writer's last samples.</summary>
    TransientLocal = 1,
}
