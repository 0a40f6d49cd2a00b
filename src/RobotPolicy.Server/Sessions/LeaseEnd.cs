namespace RobotPolicy.Server.Sessions;

/// <summary>How a holder lost the lease.</summary>
public enum LeaseEnd
{
    /// <summary>It gave it back.</summary>
    Released = 0,

    /// <summary>It showed no sign of life for the stated time.</summary>
    Lapsed,

    /// <summary>Somebody with a higher role took it.</summary>
    TakenOver,
}
