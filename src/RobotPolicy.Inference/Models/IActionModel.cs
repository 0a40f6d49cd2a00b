using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Goals;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Roles;

namespace RobotPolicy.Inference.Models;

/// <summary>
/// What is between a normalised observation and normalised actions: one graph, or several and a sampler. Its memory is bound
/// when it is made. Used by the inference thread; <see cref="Cancel"/> and <see cref="IDisposable.Dispose"/> by any.
/// </summary>
internal interface IActionModel : IDisposable
{
    /// <summary>Normalised state vector that the next run reads; empty where the policy looks at pictures only.</summary>
    Memory<float> State { get; }

    /// <summary>Normalised pictures that the next run reads.</summary>
    IReadOnlyList<Memory<float>> Images { get; }

    /// <summary>What a goal fills; <see langword="null"/> where the policy takes none.</summary>
    GoalInputs? Goals { get; }

    /// <summary>
    /// Where the next run wants a normalised action that the robot is at; empty where it does not. Written before every run.
    /// </summary>
    Memory<float> StartAction { get; }

    /// <summary>Where what is already decided goes before every run; <see langword="null"/> where the model has no use for it.</summary>
    NormalizedPrior? Prior { get; }

    /// <summary>Decided actions that the last run only repeated, from the first on.</summary>
    int ConditionedSteps { get; }

    /// <summary>Normalised actions of the last run, row-major [chunk, joint].</summary>
    Memory<float> Actions { get; }

    /// <summary>Actions in a chunk.</summary>
    int ChunkSize { get; }

    /// <summary>Time spent inside graphs in the last run, in ticks of the injected clock.</summary>
    long GraphTicks { get; }

    /// <summary>What went wrong last; <see langword="null"/> if nothing did.</summary>
    string? LastError { get; }

    /// <summary>What the last run that came to something said beside actions.</summary>
    PolicyExtras Extras { get; }

    /// <summary>What the last run that came to something left behind for those who judge it.</summary>
    PolicyInsight Insight { get; }

    /// <summary>Goes over to the graphs that were made for a goal; of no effect where none were.</summary>
    void UseExperts(string goal)
    {
    }

    /// <summary>Computes actions. Allocates nothing unless it fails.</summary>
    /// <param name="inference">Number of the inference, which together with a seed determines all noise.</param>
    PolicyStatus Run(long inference);

    /// <summary>Chooses the next primitive instead of actions. Allocates nothing unless it fails.</summary>
    /// <param name="history">The last choices, newest last.</param>
    /// <param name="choice">The choice, from 1; 0 where nothing was chosen.</param>
    PolicyStatus Choose(ReadOnlySpan<int> history, out int choice)
    {
        choice = 0;
        return PolicyStatus.Undecided;
    }

    /// <summary>Whether replays of captured graphs follow their inputs; <see langword="null"/> where nothing is captured. Set-up only.</summary>
    ReplayCheck? CheckReplay(int seed);

    /// <summary>Forgets what is carried from one run to the next.</summary>
    void Reset();

    /// <summary>Forgets what is carried through a whole task.</summary>
    void BeginTask();

    /// <summary>Ends the run in progress.</summary>
    void Cancel();
}
