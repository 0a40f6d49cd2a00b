namespace RobotPolicy.Server.Operations.Policies;

/// <summary>Where a task gets its policy from.</summary>
public interface IPolicyRack
{
    /// <summary>Makes a loaded policy the one that the loop runs, and keeps it loaded until the answer is disposed.</summary>
    /// <param name="name">Its package; empty for the one that is active already.</param>
    /// <exception cref="OperationException">It is not loaded, or cannot be equipped now.</exception>
    Task<PolicyUse> EquipAsync(string name);
}
