// The API has a Task of its own; in this project the short name is the language's.
global using RobotTask = RobotPolicy.Api.V1.Task;
global using Task = System.Threading.Tasks.Task;
