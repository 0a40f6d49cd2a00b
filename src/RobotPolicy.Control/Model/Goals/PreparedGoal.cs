namespace RobotPolicy.Control.Model;

/// <summary>A goal in the form in which one policy takes it; made by <see cref="IPolicy.PrepareGoal"/>. Immutable.</summary>
public abstract class PreparedGoal;
