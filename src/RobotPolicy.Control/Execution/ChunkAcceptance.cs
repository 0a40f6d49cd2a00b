namespace RobotPolicy.Control.Execution;

/// <summary>What an executor made of a chunk.</summary>
public enum ChunkAcceptance
{
    /// <summary>Taken into the schedule.</summary>
    Accepted = 0,

    /// <summary>Computed for an epoch that is over.</summary>
    StaleEpoch,

    /// <summary>All its actions lie in the past.</summary>
    Expired,

    /// <summary>Its observation is not newer than that of the chunk in use.</summary>
    OutOfOrder,

    /// <summary>More actions were consumed meanwhile than its inference was told: it does not continue the chunk in use.</summary>
    DelayUnderestimated,
}
