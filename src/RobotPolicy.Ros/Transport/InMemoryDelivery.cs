namespace RobotPolicy.Ros.Transport;

/// <summary>Who calls the handlers of an <see cref="InMemoryTransport"/>.</summary>
public enum InMemoryDelivery
{
    /// <summary>The transport's own receive thread, as with a real transport.</summary>
    Thread = 0,

    /// <summary>Whoever calls <see cref="InMemoryTransport.Pump"/>: nothing arrives by itself, so that a test needs no waiting.</summary>
    Manual,
}
