using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Inferences;

/// <summary>Sees the answer to every request, whatever came of it. The inferring thread.</summary>
public interface IInferenceSink
{
    /// <summary>One request was served. The control loop gets the answer only after it returns, so it must be quick; one that throws is counted.</summary>
    /// <param name="result">The answer; filled again by a later inference.</param>
    /// <param name="insight">What the policy lets look at; of this inference where it came to a usable chunk.</param>
    void OnServed(InferenceResult result, PolicyInsight insight);
}
