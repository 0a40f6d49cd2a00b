namespace RobotPolicy.Control.Loop;

/// <summary>A request for the next chunk, from the newest observation at the time it is served.</summary>
/// <param name="Id">Sequence number, from 1.</param>
/// <param name="Epoch">Epoch of the request; the chunk carries it.</param>
/// <param name="TimeNs">When it was made, on the monotonic clock.</param>
public readonly record struct InferenceRequest(long Id, long Epoch, long TimeNs);
