namespace RobotPolicy.Control.Model;

/// <summary>How a policy makes a new chunk continue the one in use.</summary>
public enum ChunkConditioning
{
    /// <summary>Not at all: chunks are independent of each other.</summary>
    None = 0,

    /// <summary>Sampling is pulled towards what is left of the chunk in use (Real-Time Chunking at inference time).</summary>
    Guidance,

    /// <summary>The network is told the actions that will be executed meanwhile (Real-Time Chunking at training time).</summary>
    Prefix,
}
