using System.Diagnostics.CodeAnalysis;

namespace RobotPolicy.Control.Inferences;

/// <summary>Inference as the control thread sees it. Neither call blocks or allocates.</summary>
public interface IInference
{
    /// <summary>Asks for a chunk. The caller has at most one unanswered request.</summary>
    void Request(in InferenceRequest request);

    /// <summary>Takes the answer, if there is a new one.</summary>
    /// <param name="result">The answer; valid until the next call.</param>
    bool TryTake([NotNullWhen(true)] out InferenceResult? result);
}
