namespace RobotPolicy.IntegrationTests.Sessions;

/// <summary>How the handlers of one test behave.</summary>
internal sealed class StubbornBehaviour
{
    /// <summary>Released once by every handler that has begun.</summary>
    public SemaphoreSlim Entered { get; } = new(0);

    /// <summary>Lets the unary handler answer.</summary>
    public TaskCompletionSource Leave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool NeverReads { get; set; }

    public bool FloodsForever { get; set; }
}
