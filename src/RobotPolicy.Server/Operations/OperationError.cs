namespace RobotPolicy.Server.Operations;

/// <summary>Why an operation was refused; nothing was done.</summary>
public enum OperationError
{
    /// <summary>There is nothing of that name.</summary>
    NotFound = 0,

    /// <summary>The same request id came with another content.</summary>
    AlreadyExists,

    /// <summary>The robot's state does not allow it.</summary>
    Precondition,

    /// <summary>A field is wrong.</summary>
    Invalid,

    /// <summary>A bound is reached.</summary>
    Exhausted,

    /// <summary>Another request overtook this one.</summary>
    Aborted,

    /// <summary>The control thread does not answer.</summary>
    Unavailable,
}
