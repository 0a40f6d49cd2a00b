using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference.Observations;

/// <summary>Fills the vector by which a network knows the robot's state. Inference thread; allocates nothing after it was created.</summary>
internal interface IStateInput
{
    /// <summary>Writes the vector; false where a number is not finite, before or after.</summary>
    /// <param name="observation">What is observed.</param>
    /// <param name="state">Receives the vector; empty where the network does not look at it, which is then only checked.</param>
    bool TryWrite(Observation observation, Span<float> state);

    /// <summary>Tells what the network answered: its normalised actions, the first one first.</summary>
    void Acted(ReadOnlySpan<float> actions);

    /// <summary>Forgets what is carried from one inference to the next.</summary>
    void Reset();
}
