namespace RobotPolicy.Server.Sessions;

/// <summary>Whether a method needs the lease, sent as metadata "lease-id".</summary>
public enum LeaseNeed
{
    /// <summary>No.</summary>
    None = 0,

    /// <summary>Yes.</summary>
    Required,

    /// <summary>Yes, but a supervisor does without.</summary>
    RequiredBelowSupervisor,
}
