namespace Grpc.Core;

/// <summary>What of a server call reaches the calls that its handler makes.</summary>
public class ContextPropagationOptions
{
    /// <summary>Deadline and cancellation both propagate.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>Chooses what propagates.</summary>
    public ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
    {
        IsPropagateDeadline = propagateDeadline;
        IsPropagateCancellation = propagateCancellation;
    }

    /// <summary>Whether the deadline propagates.</summary>
    public bool IsPropagateDeadline { get; }

    /// <summary>Whether cancellation propagates.</summary>
    public bool IsPropagateCancellation { get; }
}
