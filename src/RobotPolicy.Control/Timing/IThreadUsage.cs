namespace RobotPolicy.Control.Timing;

/// <summary>Tells what the calling thread has used; allocates nothing.</summary>
public interface IThreadUsage
{
    /// <summary>Reads it for the calling thread; all zero where the kernel does not tell.</summary>
    ThreadUsage Read();
}
