using RobotPolicy.Control.Loop;

namespace RobotPolicy.Server.Operations;

/// <summary>Looks at the loop's state beside the control thread, and keeps a book of it.</summary>
public interface ILoopObserver
{
    /// <summary>Takes in one state. One thread at a time; does not block or throw.</summary>
    void Observe(in LoopStatus now);
}
