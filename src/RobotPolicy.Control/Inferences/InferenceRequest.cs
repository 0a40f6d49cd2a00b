using RobotPolicy.Control.Timing;

namespace RobotPolicy.Control.Inferences;

/// <summary>A request for the next chunk, from the newest observation at the time it is served.</summary>
/// <param name="Id">Sequence number, from 1.</param>
/// <param name="Epoch">Epoch of the request; the chunk carries it.</param>
/// <param name="TimeNs">When it was made, on the monotonic clock.</param>
/// <param name="ChunkInUse">Id of the chunk that was executed then; 0 where there was none.</param>
/// <param name="ForecastNs">
/// How long after the instant of its observation the chunk is expected to take over, judged by the slowest of the last ones; 0
/// where nothing is known yet.
/// </param>
/// <param name="IsTaskStart">
/// Whether its epoch is the first of a task, or of a retry from the safe pose. Epochs after a hold, a takeover or another goal are not,
/// unless no request of the first was served.
/// </param>
public readonly record struct InferenceRequest(
    long Id, long Epoch, long TimeNs, long ChunkInUse = 0, long ForecastNs = 0, bool IsTaskStart = false);
