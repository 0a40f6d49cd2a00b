using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference.Models;

/// <summary>What makes normalised actions of the answer of a graph. Inference thread; allocates nothing.</summary>
internal interface IActionHead
{
    /// <summary>Actions in a chunk.</summary>
    int ChunkSize { get; }

    /// <summary>Normalised actions after <see cref="Decode"/>, row-major [chunk, joint].</summary>
    Memory<float> Actions { get; }

    /// <summary>Where a normalised action that the robot is at goes before a run; empty where it is not needed.</summary>
    Memory<float> StartAction { get; }

    /// <summary>Where what is already decided goes before a run; <see langword="null"/> where it is not needed.</summary>
    NormalizedPrior? Prior { get; }

    /// <summary>Why the last answer could not be read; <see langword="null"/> where it could.</summary>
    string? Problem { get; }

    /// <summary>Reads the graph's answer.</summary>
    PolicyStatus Decode();
}
