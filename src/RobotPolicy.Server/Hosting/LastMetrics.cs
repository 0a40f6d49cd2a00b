namespace RobotPolicy.Server.Hosting;

/// <summary>Sends metrics once more before what they are read from is taken to pieces.</summary>
/// <param name="send">Does it; nothing where nobody gets metrics.</param>
internal sealed class LastMetrics(Action? send)
{
    /// <summary>Sends them.</summary>
    public void Send() => send?.Invoke();
}
