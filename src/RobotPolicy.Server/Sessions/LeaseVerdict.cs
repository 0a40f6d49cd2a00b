namespace RobotPolicy.Server.Sessions;

/// <summary>What became of a request for the lease.</summary>
public enum LeaseVerdict
{
    /// <summary>The caller holds it, or for a release: held it until now.</summary>
    Granted = 0,

    /// <summary>Somebody else holds it.</summary>
    HeldByOther,

    /// <summary>It was to be taken over, but the holder's role is not lower.</summary>
    RoleTooLow,

    /// <summary>The caller does not hold it, or no longer.</summary>
    NotHolder,
}
