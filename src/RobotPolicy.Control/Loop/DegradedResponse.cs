namespace RobotPolicy.Control.Loop;

/// <summary>What a task wants when nobody can tell whether its policy is about to fail.</summary>
public enum DegradedResponse
{
    /// <summary>The report shows it; the policy goes on.</summary>
    Inform = 0,

    /// <summary>The arm is held until an operator decides; nothing of the chunk that could not be judged is executed.</summary>
    Hold,
}
