// What of undici is shipped: the parts that send. Its index also loads fetch, web sockets, caches and mocks, which takes
// longer than all else in a small run. The paths are relative because the package's name stands for this file.
module.exports = {
  Agent: require('../node_modules/undici/lib/dispatcher/agent.js'),
  Client: require('../node_modules/undici/lib/dispatcher/client.js'),
  Pool: require('../node_modules/undici/lib/dispatcher/pool.js'),
  buildConnector: require('../node_modules/undici/lib/core/connect.js'),
};
